/** How long a session can be paid: 24 hours. */
export const session_life: number = 24 * 60 * 60 * 1000;
