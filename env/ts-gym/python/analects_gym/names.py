"""Names: snake_case in Python, camelCase in TypeScript. Only names change, never what they name."""

import re
from functools import lru_cache


@lru_cache(maxsize=1024)
def camel(name: str) -> str:
    """`is_slippery` as `isSlippery`; a name without underscores stays."""
    return re.sub(r"(?<=.)_([a-z0-9])", lambda found: found[1].upper(), name)


@lru_cache(maxsize=1024)
def snake(name: str) -> str:
    """`actionMask` as `action_mask`, `_finalObs` as `_final_obs`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f"_{found[1].lower()}", name)
