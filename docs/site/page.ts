/** A page of the site. Its links are relative to `source`, as in the repository. */
export interface Page {
  /** The address, without its ending. */
  path: string;
  /** The file of the repository that it comes from. */
  source: string;
  /** The name of the page in menus and lists. */
  text: string;
  markdown: string;
}
