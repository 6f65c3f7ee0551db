"""Install, upgrade, uninstall, reinstall and package, tried on real databases."""
