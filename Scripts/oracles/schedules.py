"""Makes Tests/Oracles/schedules.json: learning rates from torch.optim.lr_scheduler.

Versions: Python 3.11, PyTorch as pinned in requirements.txt. Python floats (Double); nothing is random.

    python3 Scripts/oracles/schedules.py

`rates[t]` is the rate of epoch or step t, counting from 0; `unit` says which. `rate` is what the user gives as the
learning rate: where the schedule starts, but for one-cycle its peak.
"""

import torch
from torch.optim import lr_scheduler

import oracle_file


def schedule(name, kind, unit, rate, total, make, **settings):
    """One record. A setting that means nothing to a schedule is null."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    scheduler = make(optimizer)
    rates = []
    for _ in range(total):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(rates) < total:  # one-cycle refuses a step beyond its last
            scheduler.step()
    absent = dict.fromkeys(["gamma", "stepSize", "risingFraction", "startDivisor", "endDivisor"])
    return {"name": name, "schedule": kind, "unit": unit, "rate": rate, "total": total} | absent | settings | {"rates": rates}


def exponential(rate, gamma, epochs):
    return schedule(
        f"exponential {gamma}", "exponential", "epoch", rate, epochs,
        lambda optimizer: lr_scheduler.ExponentialLR(optimizer, gamma=gamma),
        gamma=gamma,
    )  # fmt: skip


def step(rate, size, gamma, epochs):
    return schedule(
        f"step {gamma} every {size}", "step", "epoch", rate, epochs,
        lambda optimizer: lr_scheduler.StepLR(optimizer, step_size=size, gamma=gamma),
        gamma=gamma, stepSize=size,
    )  # fmt: skip


def cosine(rate, steps):
    """To 0 at step `steps`, which is the first one that is not taken."""
    return schedule(
        f"cosine {steps}", "cosine", "step", rate, steps,
        lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps, eta_min=0),
    )  # fmt: skip


def one_cycle(peak, steps, rising=0.3, start_divisor=25.0, end_divisor=1e4):
    """From peak/startDivisor up to the peak, then down to peak/(startDivisor·endDivisor) at the last step.

    The peak lies at step rising·steps − 1, which need not be a whole number.
    """
    return schedule(
        f"one-cycle {steps}", "one-cycle", "step", peak, steps,
        lambda optimizer: lr_scheduler.OneCycleLR(
            optimizer, max_lr=peak, total_steps=steps, pct_start=rising, anneal_strategy="cos",
            div_factor=start_divisor, final_div_factor=end_divisor, three_phase=False, cycle_momentum=False,
        ),
        risingFraction=rising, startDivisor=start_divisor, endDivisor=end_divisor,
    )  # fmt: skip


if __name__ == "__main__":
    oracle_file.write(
        "schedules.json",
        "schedules",
        [
            exponential(rate=3.0, gamma=0.8, epochs=12),
            exponential(rate=0.1, gamma=0.95, epochs=30),
            step(rate=3.0, size=3, gamma=0.5, epochs=12),
            step(rate=0.1, size=10, gamma=0.1, epochs=35),
            cosine(rate=0.5, steps=50),
            cosine(rate=0.001, steps=37),
            one_cycle(peak=0.1, steps=50),
            one_cycle(peak=0.003, steps=37),
        ],
    )
