/** The kinds of business that a restaurant can be, each with a name among the texts of the settings. */
export const kinds = ["restaurant", "cafe", "bar", "bakery", "fast_food", "food_truck", "catering", "hotel"] as const;

export const isKind = (kind: string): kind is (typeof kinds)[number] => (kinds as readonly string[]).includes(kind);
