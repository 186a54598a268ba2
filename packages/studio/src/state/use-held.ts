import { useRef } from 'react';

/**
 * What was handed over last while it was followed: what nobody sees is not made anew.
 *
 * @param of what it is about: of another, all is taken over
 */
export function useHeld<T>(value: T, isFollowed: boolean, of: unknown): T {
  const held = useRef({ value, of });
  if (isFollowed || held.current.of !== of) held.current = { value, of };
  return held.current.value;
}
