import { useEffect, useId, useState } from 'react';

interface NumberFieldProps {
  label: string;
  value: number | null;
  min: number;
  max?: number;
  whole?: boolean;
  /** What an empty field means; absent where it means nothing. */
  nullable?: string;
  onValue: (value: number | null) => void;
}

/** A number to type: told at once where it is none, taken where it is one. */
export function NumberField({
  label,
  value,
  min,
  max = Infinity,
  whole = false,
  nullable,
  onValue,
}: NumberFieldProps) {
  const id = useId();
  const [text, setText] = useState(shownAs(value));
  const [fault, setFault] = useState('');
  useEffect(() => {
    setText(shownAs(value));
    setFault('');
  }, [value]);
  const type = (typed: string) => {
    setText(typed);
    const found = readNumber(typed, { min, max, whole, nullable: nullable !== undefined });
    setFault(typeof found === 'string' ? found : '');
    if (typeof found !== 'string' && found !== value) onValue(found);
  };
  return (
    <div className="number-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={whole ? 'numeric' : 'decimal'}
        autoComplete="off"
        value={text}
        placeholder={nullable}
        aria-invalid={fault !== ''}
        aria-describedby={fault === '' ? undefined : `${id}-fault`}
        onChange={(event) => type(event.target.value)}
      />
      {fault !== '' && (
        <p id={`${id}-fault`} className="wrong" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

function shownAs(value: number | null): string {
  return value === null ? '' : String(value);
}

/** The number a text stands for, null for none, or what is wrong with it. */
export function readNumber(
  text: string,
  { min, max, whole, nullable }: { min: number; max: number; whole: boolean; nullable: boolean },
): number | null | string {
  const plain = text.trim().replace(/(?<=\d),(?=\d{3}(\D|$))/g, '');
  if (plain === '') return nullable ? null : `Needs ${whole ? 'a whole number' : 'a number'}.`;
  const value = Number(plain);
  if (
    !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ||
    !Number.isFinite(value) ||
    (whole && !Number.isInteger(value))
  )
    return `Needs ${whole ? 'a whole number' : 'a number'}; got “${text.trim().slice(0, 20)}”.`;
  if (value < min) return `Needs at least ${min}; got ${value}.`;
  if (value > max) return `Needs at most ${max}; got ${value}.`;
  return value;
}
