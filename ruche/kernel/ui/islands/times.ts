/* SPDX-License-Identifier: AGPL-3.0-or-later */

export type Form = "short" | "moment" | "time" | "date" | "long";

/** How an instant is written for one reader: a language and an IANA zone. */
export class Times {
  private readonly parts: Intl.DateTimeFormat;
  private readonly days: Intl.RelativeTimeFormat;

  constructor(
    private readonly language: string,
    private readonly zone: string,
    private readonly dates = "long",
  ) {
    this.parts = this.format({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit", hourCycle: "h23" });
    this.days = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  }

  /** short: 9:14 · yesterday · 12 March. moment: the same with its time. date: Thursday 12 March. long: both in full.
   *  Where the organisation writes its dates as numbers, these instead of the words. */
  write(instant: Date, form: Form, now: Date = new Date()): string {
    const age = this.dayNumber(now) - this.dayNumber(instant);
    if (form === "time") return this.time(instant);
    if (form === "long")
      return `${this.day(instant, { weekday: "long", day: "numeric", month: "long", year: "numeric" })}, ${this.time(instant)}`;
    if (form === "date") return age === 0 || age === 1 ? this.days.format(-age, "day") : this.date(instant, now, "long");
    if (age === 0) return this.time(instant);
    const day = age === 1 ? this.days.format(-1, "day") : this.date(instant, now);
    return form === "moment" ? `${day}, ${this.time(instant)}` : day;
  }

  /** The calendar day in the reader's zone, as a number that grows by one each day. */
  dayNumber(instant: Date): number {
    const { year, month, day } = this.numbers(instant);
    return Date.UTC(year, month - 1, day) / 86_400_000;
  }

  private time(instant: Date): string {
    const { hour, minute } = this.numbers(instant);
    const minutes = String(minute).padStart(2, "0");
    return this.language.startsWith("fr") ? `${hour}\u00a0h\u00a0${minutes}` : `${hour}:${minutes}`;
  }

  private date(instant: Date, now: Date, weekday?: "long"): string {
    const isThisYear = this.numbers(instant).year === this.numbers(now).year;
    return this.day(instant, { ...(weekday && { weekday }), day: "numeric", month: "long", ...(!isThisYear && { year: "numeric" }) });
  }

  private day(instant: Date, options: Intl.DateTimeFormatOptions): string {
    if (this.dates !== "long") return this.inNumbers(instant);
    const written = this.format(options).format(instant).replace(/, /g, " ");
    return this.language.startsWith("fr") ? written.replace(/(?<=^| )1 (?=\p{L})/u, "1er ") : written;
  }

  private inNumbers(instant: Date): string {
    const { year, month, day } = this.numbers(instant);
    const [months, days] = [month, day].map((number) => String(number).padStart(2, "0"));
    return this.dates === "iso" ? `${year}-${months}-${days}` : `${days}/${months}/${year}`;
  }

  private numbers(instant: Date): { year: number; month: number; day: number; hour: number; minute: number } {
    const found = Object.fromEntries(this.parts.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    return { year: found.year ?? 0, month: found.month ?? 1, day: found.day ?? 1, hour: found.hour ?? 0, minute: found.minute ?? 0 };
  }

  private format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.language === "en" ? "en-GB" : this.language, { ...options, timeZone: this.zone });
  }
}

let known: { key: string; times: Times } | undefined;

/** The reader of this page: <html lang="fr" data-time-zone="Europe/Paris" data-date-format="numeric">. */
export function readerTimes(): Times {
  const { lang, dataset } = document.documentElement;
  const zone = dataset.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const dates = dataset.dateFormat || "long";
  const key = `${lang} ${zone} ${dates}`;
  if (known?.key !== key) known = { key, times: new Times(lang || "en", zone, dates) };
  return known.times;
}
