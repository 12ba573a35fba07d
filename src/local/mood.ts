import type { Colour, Pixels } from './pixels.js'

/** Pulls each pixel towards a tint of its own lightness by `strength`, then multiplies by `gain`. */
type Mood = { words: RegExp; tint: Colour; strength: number; gain: number }

const moods: Mood[] = [
  { words: /\b(night|midnight|moon\w*)\b/, tint: [92, 124, 228], strength: 0.52, gain: 0.8 },
  { words: /\b(sepia|vintage|old|retro)\b/, tint: [255, 208, 150], strength: 0.85, gain: 0.98 },
  {
    words: /\b(monochrome|gr[ae]yscale|black[- ]and[- ]white|noir)\b/,
    tint: [250, 250, 250],
    strength: 1,
    gain: 1,
  },
  {
    words: /\b(warm\w*|summer|golden?|sunny)\b/,
    tint: [255, 196, 110],
    strength: 0.34,
    gain: 1.08,
  },
  {
    words: /\b(sunset|sunrise|dusk|autumn|fall)\b/,
    tint: [255, 136, 84],
    strength: 0.45,
    gain: 1.04,
  },
  {
    words: /\b(cold|cool|winter|snow\w*|ice|icy)\b/,
    tint: [168, 216, 255],
    strength: 0.45,
    gain: 1.08,
  },
  { words: /\b(spring|forest|jungle|green)\b/, tint: [120, 220, 110], strength: 0.42, gain: 1.04 },
  {
    words: /\b(sea|ocean|underwater|teal|turquoise)\b/,
    tint: [60, 205, 210],
    strength: 0.5,
    gain: 1,
  },
  { words: /\b(blue)\b/, tint: [80, 130, 255], strength: 0.5, gain: 1.05 },
  { words: /\b(red|crimson)\b/, tint: [255, 70, 60], strength: 0.48, gain: 1.05 },
  { words: /\b(pink|rose|cherry)\b/, tint: [255, 140, 185], strength: 0.46, gain: 1.06 },
  { words: /\b(purple|violet|lavender)\b/, tint: [178, 110, 255], strength: 0.48, gain: 1.05 },
  { words: /\b(orange)\b/, tint: [255, 150, 50], strength: 0.48, gain: 1.05 },
  { words: /\b(yellow)\b/, tint: [255, 222, 60], strength: 0.46, gain: 1.05 },
  {
    words: /\b(pastel|soft|dreamy|foggy|misty)\b/,
    tint: [255, 250, 252],
    strength: 0.28,
    gain: 1.14,
  },
  { words: /\b(dark\w*|gloomy|storm\w*)\b/, tint: [150, 160, 185], strength: 0.3, gain: 0.66 },
]

/** Tints the image for a few words in a prompt, such as "at night", "in sepia" or "pink". Paints in place. */
export function* setMood({ data }: Pixels, prompt: string): Generator<void> {
  const text = prompt.toLowerCase()
  for (const { words, tint, strength, gain } of moods) {
    if (!words.test(text)) continue
    for (let at = 0; at < data.length; at += 4) {
      const tone = (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!) / 255
      for (let channel = 0; channel < 3; channel++) {
        const value = data[at + channel]!
        data[at + channel] = (value + (tint[channel]! * tone - value) * strength) * gain
      }
    }
    yield
  }
}
