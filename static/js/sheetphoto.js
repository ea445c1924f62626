/* Pictures made small enough for a bad line, and the party's signature drawn with a finger. */
"use strict";

window.zhianPhoto = (() => {
  const LONGEST = 1600;
  const QUALITY = 0.82;

  const blobOf = (canvas, kind, quality) => new Promise((resolve) => canvas.toBlob(resolve, kind, quality));

  /* A picture that cannot be read goes as it is: the server says what is wrong with it. */
  const shrink = async (file, name) => {
    try {
      const image = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await blobOf(canvas, "image/jpeg", QUALITY);
      return new File([blob], name, { type: "image/jpeg" });
    } catch (error) {
      return file;
    }
  };

  /* Draw on `canvas`; `changed(blob or null)` is called after each stroke. */
  const pad = (canvas, clear, changed) => {
    const pen = canvas.getContext("2d");
    let last = null;
    const blank = () => {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.strokeStyle = "#101820";
      pen.lineWidth = 5;
      pen.lineCap = pen.lineJoin = "round";
    };
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
    };
    blank();
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      const here = at(event);
      pen.beginPath();
      pen.moveTo(...last);
      pen.lineTo(...here);
      pen.stroke();
      last = here;
    });
    const lift = async () => {
      if (!last) return;
      last = null;
      changed(await blobOf(canvas, "image/png"));
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    clear.addEventListener("click", () => {
      blank();
      changed(null);
    });
    return async (blob) => {
      if (blob) pen.drawImage(await createImageBitmap(blob), 0, 0, canvas.width, canvas.height);
    };
  };

  return { shrink, pad };
})();
