import { useEffect, useRef, useState } from "react";
import { SearchInput } from "./form";

const pause = 250; // milliseconds after the last key

/** A search that waits until somebody has typed, and follows the address when that changes otherwise. */
export function LateSearch({ label, value, onSearch }: { label: string; value: string; onSearch: (value: string) => void }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const tell = useRef(onSearch);
  useEffect(() => {
    tell.current = onSearch;
  });
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      tell.current(wanted);
    }, pause);
    return () => clearTimeout(timer);
  }, [text]);
  return <SearchInput label={label} value={text} onChange={(event) => setText(event.target.value)} className="sm:w-72" />;
}
