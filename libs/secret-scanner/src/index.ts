export { GitleaksScanner } from './gitleaks-scanner.js';
export { RULES_VERSION } from './secret-rules.js';
