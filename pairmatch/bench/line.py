"""A measured run in one line, in Chinese or English."""

from __future__ import annotations

from pairmatch.bench.gaps import GAPS
from pairmatch.bench.measure import PHASES, Measured
from pairmatch.bench.row import row
from pairmatch.errors import Lang, Text

PHASE_NAMES = {
    "read": Text("读取", "read"),
    "validate": Text("核对", "validate"),
    "build": Text("建模", "build"),
    "solve": Text("求解", "solve"),
    "name": Text("提名", "name"),
    "verify": Text("核验", "verify"),
    "export": Text("写出", "export"),
}
NEVER = "—"


def line(run: Measured, lang: Lang) -> str:
    """Return phases, memory, result, times to each gap, versions and machine of a run."""
    parts = [
        *(f"{PHASE_NAMES[phase].say(lang)} {timed(run.seconds[phase], lang)}" for phase in PHASES),
        f"{Text('共', 'total').say(lang)} {timed(run.total_s, lang)}",
        f"{Text('内存峰值', 'peak').say(lang)} {run.peak_bytes / 1e9:.2f} GB",
        *_result(run, lang),
        *_reached(run, lang),
    ]
    head = Text(f"{run.case}：", f"{run.case}: ").say(lang)
    between = Text("；", "; ").say(lang)
    return head + " · ".join(parts) + between + _circumstances(run, lang)


def _result(run: Measured, lang: Lang) -> tuple[str, str]:
    x = run.result
    return (
        Text(
            f"未达标量 {x.shortfall}（下界 {x.shortfall_bound}）",
            f"shortfall {x.shortfall} (at least {x.shortfall_bound})",
        ).say(lang),
        Text(
            f"得分 {x.value}（上界 {x.bound}，差距 {x.gap_percent}%）",
            f"value {x.value} (bound {x.bound}, gap {x.gap_percent} %)",
        ).say(lang),
    )


def _reached(run: Measured, lang: Lang) -> list[str]:
    when = run.reached
    first = Text("首个方案", "first plan").say(lang)
    gaps = (Text(f"{name}%", f"{name} % at").say(lang) for name in GAPS)
    times = (when.first_plan_s, *when.gaps_s)
    return [f"{what} {timed(at, lang)}" for what, at in zip((first, *gaps), times, strict=True)]


def _circumstances(run: Measured, lang: Lang) -> str:
    known = row(run)
    parts = [
        *(f"{name} {number}" for name, number in run.result.versions),
        known["system"],
        Text(f"{known['cores']} 核", f"{known['cores']} cores").say(lang),
        known["cpu"],
        Text(f"种子 {known['seed']}", f"seed {known['seed']}").say(lang),
        Text("输入 ", "input ").say(lang) + known["input_hash"][:12],
    ]
    return Text("，", ", ").say(lang).join(part for part in parts if part)


def timed(seconds: float | None, lang: Lang) -> str:
    """Return seconds as they are said, a dash for what never was."""
    if seconds is None:
        return NEVER
    said = f"{seconds:.2f}" if seconds < 1 else f"{seconds:.1f}"
    return Text(f"{said} 秒", f"{said} s").say(lang)
