"""Celery wrappers: load, call, report counts."""

from celery import shared_task

from .prompting import evaluate_all


@shared_task
def ask_rules() -> dict[str, int]:
    return {"open prompts": evaluate_all()}
