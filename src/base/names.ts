/** What names of resources in ARNs cannot hold (states-api.md section 3). */

/** White space, brackets, wildcards, special and control characters, noncharacters and lone surrogates. */
export const FORBIDDEN_IN_NAMES =
  /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}|\u{10ffff}/u;
