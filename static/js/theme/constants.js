// Names of a theme's parts, in the order in which people read them. This folder is conferences/theme once more, for
// the browser: same names, same results; tests/theme/vectors.json holds both to it.
export const HEX = /^#[0-9a-fA-F]{6}$/;
export const MODES = ["light", "dark"];
export const ROLES = ["background", "foreground", "primary", "success", "negative"];
export const NAMES = MODES.flatMap((mode) => ROLES.map((role) => `${mode}_${role}`));

// The five texts of a mode by role; null for those that the theme does not have.
export function ofMode(theme, mode) {
  return Object.fromEntries(ROLES.map((role) => [role, theme[`${mode}_${role}`] ?? null]));
}
