import type { ReactiveController, ReactiveControllerHost } from "lit";
import {
  languageOf,
  loadWords,
  observeLanguage,
  wordsAtHand,
  type KnownWords,
} from "../languages.ts";
import { loadPackWords, packWordsAtHand } from "./pack-languages.ts";
import type { PackWords } from "./words/words.ts";

/** Loads the texts of the packs and of their buttons, in the language around the element. */
export class PackWordsController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #loading: Promise<unknown> | undefined;
  #button_words: KnownWords | undefined;
  #observer: MutationObserver | undefined;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  /** The promise of the texts that are being loaded, or were loaded last. */
  get loading(): Promise<unknown> | undefined {
    return this.#loading;
  }

  /**
   * The texts of the buttons. Until they are loaded, the `lang` attribute of the element selects
   * one of the registered languages.
   */
  get button_words(): KnownWords {
    return this.#button_words ?? wordsAtHand(`${this.#host.getAttribute("lang")}`);
  }

  /** The texts of the packs. */
  get words(): PackWords {
    return packWordsAtHand(this.button_words.language);
  }

  hostConnected(): void {
    const load = (): void => this.#load();
    this.#observer = observeLanguage(this.#host, load);
    load();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  #load(): void {
    const loading = loadWords(languageOf(this.#host)).then(async (words) => {
      await loadPackWords(words.language);
      // The language may have changed again while its texts were loaded.
      if (loading !== this.#loading) return;
      this.#button_words = words;
      this.#host.requestUpdate();
    });
    this.#loading = loading;
  }
}
