/** A model that is no sentence encoder, or one that cannot be run here; the message says why. */
export class Unfit extends Error {}
