from . import test_member_points
