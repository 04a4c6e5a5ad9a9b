// Guesses and answers without a kernel. A chapter's file calls `lstmAnswers(chapter, data)`: what happens in its
// predictions, and by rules what the judges of its exercises say. The sentences are those of lstm_book, letter for letter.
(() => {
  const WORDS = { right: "right", close: "close", off: "not this time" };
  const HIDDEN = "\ufffc";  // stands for the guess in a sentence
  class Unfit extends Error {}

  // --- Numbers and texts as Python reads and writes them

  const FLOAT = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i;
  const NOT_FINITE = /^[+-]?(inf(inity)?|nan)$/i;
  function number(text) {
    const trimmed = text.trim();
    if (NOT_FINITE.test(trimmed)) throw new Unfit(`expected a finite number, got ${quoted(text)}`);
    if (!FLOAT.test(trimmed)) throw new Unfit(`expected a number, got ${quoted(text)}`);
    const value = Number(trimmed.replaceAll("_", ""));
    if (!Number.isFinite(value)) throw new Unfit(`expected a finite number, got ${quoted(text)}`);
    return value;
  }

  function quoted(text) {
    const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
    return mark + text.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`).replaceAll("\t", "\\t") + mark;
  }

  // Halves go to the even digit, as in Python; JavaScript's own go up.
  const half = rest => /^50*$/.test(rest);
  const even = digits => "02468".includes(digits.at(-1));
  const signed = (value, text) => (value < 0 || Object.is(value, -0) ? `-${text}` : text);

  function fixed(value, places) {
    const size = Math.abs(value);
    if (size >= 1e21) return signed(value, BigInt(size).toString() + (places ? `.${"0".repeat(places)}` : ""));
    const [whole, rest] = size.toFixed(100).split("."), kept = whole + (places ? `.${rest.slice(0, places)}` : "");
    return signed(value, half(rest.slice(places)) && even(kept) ? kept : size.toFixed(places));
  }

  function general(value, digits) {
    const size = Math.abs(value);
    if (size === 0) return signed(value, "0");
    const long = size.toExponential(100).replace(".", "").split("e")[0];
    let [mantissa, power] = size.toExponential(digits - 1).replace(".", "").split("e");
    if (half(long.slice(digits)) && even(long.slice(0, digits))) mantissa = long.slice(0, digits);
    power = +power;
    mantissa = mantissa.replace(/0+$/, "");
    if (power < -4 || power >= digits) {
      const rest = mantissa.length > 1 ? `.${mantissa.slice(1)}` : "";
      return signed(value, `${mantissa[0]}${rest}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`);
    }
    if (power < 0) return signed(value, `0.${"0".repeat(-power - 1)}${mantissa}`);
    const rest = mantissa.slice(power + 1);
    return signed(value, mantissa.slice(0, power + 1).padEnd(power + 1, "0") + (rest && `.${rest}`));
  }

  const written = (value, form) => (form.endsWith("f") ? fixed : general)(value, +form.slice(1, -1));

  // As NumPy adds up a short array.
  function total(values) {
    let sum = -0, k = 0;
    if (values.length >= 8) {
      const eight = values.slice(0, 8);
      for (k = 8; k + 8 <= values.length; k += 8) for (let n = 0; n < 8; n++) eight[n] += values[k + n];
      sum = (eight[0] + eight[1] + (eight[2] + eight[3])) + (eight[4] + eight[5] + (eight[6] + eight[7]));
    }
    for (; k < values.length; k++) sum += values[k];
    return sum;
  }

  const joined = parts => parts.join(", ") || "none";
  const graded = (far, near) => (far <= near + 1e-12 ? "right" : far <= 3 * near + 1e-12 ? "close" : "off");

  // --- Predictions: how each kind reads a guess and compares it. A guess is a text or places among options.

  const KINDS = {
    number: {
      read: (form, guess) => number(guess),
      compare(form, guess) {
        const far = Math.abs(guess - form.truth);
        return [[general(guess, 4), form.told, far === 0 ? "" : `off by ${general(far, 2)}`, graded(far, form.near)]];
      },
    },
    magnitude: {
      read(form, guess) {
        const value = number(guess);
        if (value <= 0) throw new Unfit(`expected a number above 0, got ${quoted(guess)}`);
        return value;
      },
      compare(form, guess) {
        const ratio = Math.max(guess / form.truth, form.truth / guess);
        const grade = ratio <= form.right ? "right" : ratio <= form.close ? "close" : "off";
        const side = guess > form.truth ? "too large" : "too small";
        return [[general(guess, 4), form.told, grade === "right" ? "" : `${general(ratio, 2)} times ${side}`, grade]];
      },
    },
    tried: {
      read(form, guess) {
        const value = number(guess), values = form.values;
        if (value < Math.min(...values) || value > Math.max(...values)) throw new Unfit(form.outside.replace(HIDDEN, () => quoted(guess)));
        const at = values.indexOf(value);
        if (at < 0) throw new Unfit(`without a kernel only steps of ${values[1] - values[0]} were tried, got ${quoted(guess)}`);
        return at;
      },
      compare: (form, at) => [form.lines[at]],
    },
    sketch: {
      read(form, guess) {
        const steps = form.truth.length, parts = guess.trim().split(/[\s,]+/).filter(Boolean);
        if (!parts.length || !parts.every(part => FLOAT.test(part))) throw new Unfit(`expected a list of ${steps} numbers, got ${quoted(guess)}`);
        if (parts.length !== steps) throw new Unfit(`expected ${steps} numbers, one a step, got ${parts.length}`);
        return parts.map(number);
      },
      compare(form, guess) {
        const far = total(guess.map((value, k) => Math.abs(value - form.truth[k]))) / guess.length;
        const said = far === 0 ? "" : `off by ${general(far, 2)} in the mean`;
        return [[guess.map(value => fixed(value, 2)).join(", "), form.told, said, graded(far, form.near)]];
      },
    },
    choice: {
      read: (form, guess) => guess,
      compare(form, guess) {
        const apart = Math.abs(guess - form.right), said = `${apart} ${apart === 1 ? "place" : "places"} off`;
        const grade = apart === 0 ? "right" : apart === 1 && form.ordered ? "close" : "off";
        return [[form.options[guess], form.options[form.right], apart && form.ordered ? said : "", grade]];
      },
    },
    members: {
      read: (form, guess) => guess,
      compare(form, guess) {
        const names = places => form.options.filter((_, k) => places.includes(k));
        const missing = names(form.right.filter(k => !guess.includes(k)));
        const extra = names(guess.filter(k => !form.right.includes(k)));
        const said = [...(missing.length ? [`without ${joined(missing)}`] : []), ...(extra.length ? [`${joined(extra)} too many`] : [])];
        const apart = missing.length + extra.length;
        const grade = apart === 0 ? "right" : apart === 1 ? "close" : "off";
        return [[joined(names(guess)), joined(names(form.right)), said.join("; "), grade]];
      },
    },
    order: {
      read(form, guess) {
        if (new Set(guess).size === guess.length) return guess;
        throw new Unfit(`expected each of ${form.quoted} once, got ${joined(guess.map(k => form.options[k]))}`);
      },
      compare(form, guess) {
        let pairs = 0, wrong = 0;
        form.right.forEach((first, k) => form.right.slice(k + 1).forEach(second => {
          pairs += 1;
          wrong += guess.indexOf(first) > guess.indexOf(second);
        }));
        const names = places => joined(places.map(k => form.options[k]));
        const grade = wrong === 0 ? "right" : 4 * wrong <= pairs ? "close" : "off";
        return [[names(guess), names(form.right), wrong ? `${wrong} of ${pairs} pairs the wrong way round` : "", grade]];
      },
    },
    several: {
      read: (form, guess) => form.parts.map(([name, part], k) => {
        try {
          return KINDS[part.kind].read(part, guess[k]);
        } catch (error) {
          throw error instanceof Unfit ? new Unfit(`${name}: ${error.message}`) : error;
        }
      }),
      compare: (form, guess) => form.parts.flatMap(([name, part], k) =>
        KINDS[part.kind].compare(part, guess[k]).map(([you, truth, far, grade]) => [you, truth, far, grade, name])),
    },
  };

  function table(rows) {
    const long = text => [...text].length;
    const widths = rows[0].map((_, k) => Math.max(...rows.map(row => long(row[k]))));
    return rows.map(row => row.map((cell, k) => cell + " ".repeat(widths[k] - long(cell))).join("  ").trimEnd()).join("\n");
  }

  // Return [what is said, the grade or null]; `first` gives the first guess ever made, to whom it is told.
  function predicted(name, form, guess, first) {
    let read;
    try {
      read = KINDS[form.kind].read(form, guess);
    } catch (error) {
      if (error instanceof Unfit) return [`${name}: ${error.message}.`, null];
      throw error;
    }
    const lines = KINDS[form.kind].compare(form, read), grades = new Set(lines.map(line => line[3]));
    const only = grades.size === 1 ? lines[0][3] : "", grade = only === "right" || only === "off" ? only : "close";
    const rows = lines.map(([you, truth, far, own, part = ""]) => {
      const marks = lines.length > 1 && own !== "off" ? [WORDS[own]] : [];
      return [part, you, truth, [...marks, ...(far && own !== "right" ? [far] : [])].join(", ")];
    });
    const right = lines.filter(line => line[3] === "right").length;
    let end = lines.length === 1 || grade === "right" ? WORDS[grade] : `${right} of ${lines.length} right`;
    const kept = first(name, guess, grade);
    if (JSON.stringify(kept.guess) !== JSON.stringify(guess)) end += ` (your first guess counts: ${WORDS[kept.grade]})`;
    return [`${name}: ${end}\n${table([["", "you", "what happens", ""], ...rows])}`, grade];
  }

  function scored(asked, grades) {
    if (!grades.length) return `Predictions of this chapter: none of ${asked} made yet.`;
    const count = Object.keys(WORDS).map(grade => [grades.filter(one => one === grade).length, WORDS[grade]]);
    const told = count.filter(([n]) => n).map(([n, word]) => `${n} ${word}`).join(", ");
    return `Predictions of this chapter: ${grades.length} of ${asked} made: ${told}.`;
  }

  // --- Exercises: fields to places, and the first rule that fits

  const FIELDS = {
    number: (field, given) => [number(given)],
    row(field, given) {
      const parts = given.trim().split(/[\s,]+/).filter(Boolean);
      if (parts.length !== field.size) throw new Unfit(`expected ${field.size} numbers, got ${parts.length}`);
      return parts.map(number);
    },
    choice: (field, given) => [given],
    letters(field, given) {  // as `Letters.options` counts them: the fewest letters first
      const some = given.map(k => field.options[k]).join(""), all = field.options;
      const subsets = all.reduce((found, letter) => [...found, ...found.map(one => one + letter)], [""]);
      const places = text => [...text].map(letter => all.indexOf(letter));
      subsets.sort((a, b) => a.length - b.length || places(a).map((p, k) => p - places(b)[k]).find(Boolean) || 0);
      return [subsets.indexOf(some)];
    },
    steps(field, given) {
      const value = number(given), { options, per } = field, at = options.indexOf(value);
      const kind = per === 1 ? "a whole number" : `a number in steps of ${1 / per}`;
      if (at < 0) throw new Unfit(`expected ${kind} from ${options[0]} to ${options.at(-1)}, got ${quoted(given)}`);
      return [at];
    },
  };

  function checked(name, { fields, rules }, given) {
    let places = [];
    for (const [k, field] of fields.entries()) {
      try {
        places = [...places, ...FIELDS[field.kind](field, given[k])];
      } catch (error) {
        if (error instanceof Unfit) return `${name}: ${fields.length > 1 ? `${field.label}: ` : ""}${error.message}.`;
        throw error;
      }
    }
    const fits = ([k, ...ends]) => ends.length === 1 ? places[k] === ends[0]
      : places[k] >= (ends[0] ?? -Infinity) && places[k] <= (ends[1] ?? Infinity);
    const rule = rules.find(([box]) => box.every(fits));
    if (!rule) return `${name}: this answer needs a kernel to be judged.`;
    const told = typeof rule[1] === "string" || rule[1] === null ? rule[1]
      : rule[1].map(part => (typeof part === "string" ? part : written(places[part[0]], part[1]))).join("");
    return told === null ? `${name}: correct.` : `${name}: not yet. ${told}`;
  }

  window.lstmJudge = { predicted, checked, scored, written };
})();
