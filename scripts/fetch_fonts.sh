#!/bin/sh
# Put the free Chinese typefaces FandolFang (仿宋), Kai (楷体), Hei (黑体) and
# Song (宋体) into a folder, var/fonts/fandol unless another is named.
#
#   scripts/fetch_fonts.sh [FOLDER]
#
# They come out of Debian's texlive-lang-chinese, unpacked and not installed:
# neither root nor 69 MB of TeX is needed. Without a package source nothing is
# lost; documents are then set in the fonts of the Python package, and
# `manage.py check` says which typeface stands in for which.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=${1:-${ZHIAN_FONT_DIR:-$here/var/fonts}/fandol}
package=texlive-lang-chinese
inside=usr/share/texlive/texmf-dist/fonts/opentype/public/fandol
faces="FandolFang-Regular FandolHei-Regular FandolKai-Regular FandolSong-Regular FandolSong-Bold"

complete() {
    for face in $faces; do
        [ -s "$1/$face.otf" ] || return 1
    done
}

if complete "$folder"; then
    exit 0
fi
for needed in apt-get dpkg; do
    if ! command -v "$needed" >/dev/null 2>&1; then
        echo "没有 $needed，未能取得免费公文字体；公文将以替代字体排版。" >&2
        exit 1
    fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
if complete "/$inside"; then
    source=/$inside
else
    # apt complains when its own user cannot read the folder.
    chmod 755 "$work"
    if ! (cd "$work" && apt-get -q download "$package") >"$work/log" 2>&1; then
        cat "$work/log" >&2
        echo "下载 $package 失败，未能取得免费公文字体；公文将以替代字体排版。请检查软件源，或先执行 apt-get update。" >&2
        exit 1
    fi
    mkdir "$work/x"
    dpkg -x "$work/$package"_*.deb "$work/x"
    source=$work/x/$inside
fi

mkdir -p "$folder"
for face in $faces; do
    # Copied under another name first: an interrupted copy must not look complete.
    cp "$source/$face.otf" "$folder/.$face.part"
    mv "$folder/.$face.part" "$folder/$face.otf"
done
for text in README COPYING.gz; do
    for doc in "${source%"$inside"}usr/share/doc/texlive-doc/fonts/fandol/$text"; do
        if [ -f "$doc" ]; then cp "$doc" "$folder/"; fi
    done
done
echo "免费公文字体已放入 $folder"
