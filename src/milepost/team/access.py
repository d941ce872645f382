"""Who may do what: one table of roles, asked by pages and API alike."""

ROLES = {
    "owner": "Everything, members and deletion included",
    "strategist": "The plan, and all the work",
    "manager": "Posts, leads and readings",
    "approver": "Reads everything, approves posts",
    "viewer": "Reads everything",
}

# What a page or route asks for, and the roles that have it.
_MAY = {
    "read": frozenset(ROLES),
    "plan": frozenset({"owner", "strategist"}),
    "work": frozenset({"owner", "strategist", "manager"}),
    "approve": frozenset({"owner", "strategist", "approver"}),
    "own": frozenset({"owner"}),
}


def may(role: str, what: str) -> bool:
    """Tell whether a role may do `what`: read, plan, work, approve or own."""
    return role in _MAY[what]


def covers(role: str, other: str) -> bool:
    """Tell whether a role may do all that another may."""
    return all(role in roles for roles in _MAY.values() if other in roles)
