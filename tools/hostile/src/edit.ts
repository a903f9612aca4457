/** A SEARCH/REPLACE block as the model writes it; an empty `search` makes a new file. */
export function edit(path: string, search: string, replace: string): string {
  return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`;
}

/** What every checkout of an attack holds, and the edit of it that an honest model makes. */
export const APP = 'def hello():\n    return "hi"\n';
export const EDITED_APP = 'def hello():\n    return "bye"\n';
export const APP_EDIT = edit('app.py', '    return "hi"\n', '    return "bye"\n');
