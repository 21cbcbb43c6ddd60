package dev.tidemark.page;

/** Measures contrast as WCAG 2 does. */
final class Contrast {

  /** Answers what text is hard to read: below 4.5 to 1, disabled controls excepted (as there). */
  static final String SCRIPT =
      """
      const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const light = ([r, g, b]) => [r, g, b]
        .map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const ground = (element) => {
        for (let e = element; e; e = e.parentElement) {
          const colour = rgb(getComputedStyle(e).backgroundColor);
          if (colour.length < 4 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
      };
      await Promise.all(document.getAnimations().map((a) => a.finished));
      return JSON.stringify([...document.querySelectorAll('body *')]
        .filter((e) => e.checkVisibility() && !e.disabled && e.matches(':not(.unseen, .skip, option)'))
        .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
        .map((e) => {
          const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
          return [e.tagName, e.id || e.className || e.textContent.slice(0, 20), (a + 0.05) / (b + 0.05)];
        })
        .filter(([, , ratio]) => ratio < 4.5));
      """;

  private Contrast() {}
}
