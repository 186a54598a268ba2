import type { PlacedLabel } from '@parallax-map/core';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Atlas } from './atlas.js';

/** A name and where its box stands on the stage, CSS pixels: its middle from the left, its edges from the top. */
export interface HoveredName {
  label: PlacedLabel;
  middle: number;
  top: number;
  bottom: number;
}

interface Acts {
  enabled: boolean;
  onRow(i: number, touch: boolean): void;
  onName(label: PlacedLabel): void;
  onGround(): void;
}

/** CSS pixels past a point's edge that still mean the point. */
const REACH = { mouse: 4, touch: 16 };
/** A pointer that moved farther than this was dragging. */
const DRAG = 5;

/** What lies under the pointer, and what a click on it does. Points come before names. */
export function usePointer(stage: RefObject<HTMLElement | null>, atlas: RefObject<Atlas | null>, acts: Acts) {
  const [hovered, setHovered] = useState(-1);
  const [hoveredName, setHoveredName] = useState<HoveredName | null>(null);
  const latest = useRef(acts);
  latest.current = acts;

  useEffect(() => {
    const sea = stage.current?.querySelector<HTMLElement>('.sea');
    if (!sea || !acts.enabled) return;
    let down: { left: number; top: number; touch: boolean } | null = null;
    const place = (event: MouseEvent) => {
      const box = sea.getBoundingClientRect();
      return { left: event.clientX - box.left, top: event.clientY - box.top };
    };
    let over = -1;
    const hover = (row: number) => {
      if (row === over) return;
      over = row;
      setHovered(row);
      atlas.current?.hoverRow(row);
    };
    let gone = true;
    const leave = () => {
      if (gone) return;
      gone = true;
      hover(-1);
      setHoveredName(null);
      atlas.current?.hoverName(null);
    };
    const move = (event: PointerEvent) => {
      if (event.pointerType === 'touch' || atlas.current === null) return;
      if (event.buttons !== 0) return leave();
      gone = false;
      const { left, top } = place(event);
      const row = atlas.current.rowAt(left, top, REACH.mouse);
      const name = row >= 0 ? null : atlas.current.nameAt(left, top);
      hover(row);
      // The same name stays the same object: the page is not rendered for every step of the pointer.
      setHoveredName((before) => (name !== null && before?.label === name.label ? before : name));
      atlas.current.hoverName(name?.label ?? null);
    };
    const press = (event: PointerEvent) => {
      down = { ...place(event), touch: event.pointerType === 'touch' };
    };
    const click = (event: MouseEvent) => {
      const { left, top } = place(event);
      if (down === null || atlas.current === null) return;
      if (Math.hypot(left - down.left, top - down.top) > DRAG) return;
      const row = atlas.current.rowAt(left, top, down.touch ? REACH.touch : REACH.mouse);
      if (row >= 0) return latest.current.onRow(row, down.touch);
      const name = atlas.current.nameAt(left, top);
      if (name !== null) latest.current.onName(name.label);
      else latest.current.onGround();
    };
    sea.addEventListener('pointermove', move);
    sea.addEventListener('pointerleave', leave);
    sea.addEventListener('pointerdown', press, true);
    sea.addEventListener('click', click);
    sea.addEventListener('wheel', leave, { passive: true });
    return () => {
      sea.removeEventListener('pointermove', move);
      sea.removeEventListener('pointerleave', leave);
      sea.removeEventListener('pointerdown', press, true);
      sea.removeEventListener('click', click);
      sea.removeEventListener('wheel', leave);
    };
  }, [stage, atlas, acts.enabled]);

  return { hovered, hoveredName };
}
