type Named = { first_name: string; last_name: string; email: string };

/** By what somebody is known: their name, or else their address; "" for who has neither. */
export const nameOf = ({ first_name, last_name, email }: Named) => [first_name, last_name].filter(Boolean).join(" ") || email;
