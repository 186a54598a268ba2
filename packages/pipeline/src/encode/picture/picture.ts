/** A picture that can be looked at. */
export interface Picture {
  /** Of its bytes, in hex: pictures with the same bytes are one. */
  sha256: string;
  /** Where they stand on this machine. */
  path: string;
}
