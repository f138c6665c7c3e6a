export const probe = "ä";
