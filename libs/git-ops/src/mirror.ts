/** The newest commit of a branch, as it was when it was fetched last: one pack, lent out for one checkout. */
export interface Mirror {
  /** Folder with its objects, which stays as it is until `giveBack`, whatever becomes of the mirror. */
  readonly objects: string;
  /** The one pack in it, without ending. */
  readonly pack: string;
  /** The commit that it is complete for. */
  readonly tip: string;
  /** Content of the file `shallow`; absent when the commit has no parents. */
  readonly shallow: string | undefined;
  /** Ends the loan. Fails never. */
  giveBack(): Promise<void>;
}
