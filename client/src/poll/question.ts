/** What a vote asks where nobody says otherwise. */
export const QUESTION = 'Is this worth solving together?';
