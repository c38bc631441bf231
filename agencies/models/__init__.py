from .agency import Agency
from .member import Member, Role, Rung
from .post import Post
from .shift import Shift
from .token import Token
from .unit import Position, Unit, UnitType

__all__ = ["Agency", "Member", "Position", "Post", "Role", "Rung", "Shift", "Token", "Unit", "UnitType"]
