/** Content of `info/attributes`: whatever the repository says, git writes every file byte for byte as it is stored. */
export const STORED_AS_IS = '* -text -filter -ident !working-tree-encoding\n';
