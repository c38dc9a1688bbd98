// The words and signs of a mission (language.md 1). The rules below only find where a token ends: the mode behind them
// is never entered, it gives every sign and every soft keyword its own type by spelling (compiler/syntax/tokens.ts).
// It is the one list of soft keywords; the parser takes a word as a keyword where the grammar has that keyword, and
// as a name everywhere else (compiler/syntax/context.ts).
lexer grammar ReqonLexer;

// Roles of signs and words that follow from their place; no rule lexes them.
tokens {
  ATTACHED,        // a brace that belongs to what stands before it: options, fields, arms; never the next arm
  INDEX,           // a bracket behind an operand
  BRACKETS,        // a bracket of a list type: Order[]
  CALL,            // a parenthesis behind the name of a function
  ACCESS,          // a dot behind an operand
  MINUS,           // a dash between two operands
  ANY_WHERE,       // the where that belongs to an any of
  PARAMETER,       // the name before a =>, in an argument
  PARAMETERS,      // the parenthesis around several such names
  SOURCE_NAME,     // the name between a method and its path
  REMOVE,          // the delete of a record
  ABORT_WITH,      // an abort with a message
  UNIT             // days in: stateRetention: 7 days
}

COMMENT       : ( '//' | '#' ) ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? ( '*/' | EOF ) -> channel(HIDDEN) ;
SPACE         : [ \t\r\n\f\u000B\u00A0\uFEFF]+ -> skip ;

// A string or comment without its end reaches the end of the file; check-tokens.ts reports it.
STRING          : '"' ( '\\' . | ~["\\] )* ( '"' | '\\'? EOF ) | '\'' ( '\\' . | ~['\\] )* ( '\'' | '\\'? EOF ) ;
DURATION        : DECIMAL_NUMBER ( 'ms' | 's' | 'm' | 'h' | 'd' ) ;
NUMBER          : DECIMAL_NUMBER ;
BAD_NUMBER      : [0-9] [0-9A-Za-z_]* ( '.' [0-9] [0-9A-Za-z_]* )? ;
NAME            : [A-Za-z_] [A-Za-z0-9_]* ;

fragment DECIMAL_NUMBER : DIGITS ( '.' [0-9]+ )? ;
fragment DIGITS         : [0-9]+ ( '_' [0-9]+ )* ;

SIGN : '...' | '..' | '->' | '=>' | '==' | '!=' | '<=' | '>=' | '??' | [{}()[\],:.<>=!?|+\-*/%] ;
UNKNOWN : . ;

mode Spellings;

LBRACE   : '{' ;
RBRACE   : '}' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LPAREN   : '(' ;
RPAREN   : ')' ;
COMMA    : ',' ;
COLON    : ':' ;
SPREAD   : '...' ;
RANGE    : '..' ;
DOT      : '.' ;
ARROW    : '->' ;
FAT      : '=>' ;
EQ       : '==' ;
NE       : '!=' ;
LE       : '<=' ;
GE       : '>=' ;
LT       : '<' ;
GT       : '>' ;
ASSIGN   : '=' ;
BANG     : '!' ;
COALESCE : '??' ;
QUESTION : '?' ;
BAR      : '|' ;
PLUS     : '+' ;
DASH     : '-' ;
STAR     : '*' ;
SLASH    : '/' ;
PERCENT  : '%' ;

// Words that begin a step.
GET : 'get' ; POST : 'post' ; PUT : 'put' ; PATCH : 'patch' ; DELETE : 'delete' ;
GET_UPPER : 'GET' ; POST_UPPER : 'POST' ; PUT_UPPER : 'PUT' ; PATCH_UPPER : 'PATCH' ; DELETE_UPPER : 'DELETE' ;
CALL_WORD : 'call' ; FOR : 'for' ; MAP : 'map' ; APPLY : 'apply' ; VALIDATE : 'validate' ; STORE : 'store' ;
CLEAR : 'clear' ; MATCH : 'match' ; LET : 'let' ; WAIT : 'wait' ; RUN : 'run' ; AUTHORIZE : 'authorize' ;
CONTINUE : 'continue' ; SKIP_WORD : 'skip' ; ABORT : 'abort' ; RETRY : 'retry' ; QUEUE : 'queue' ; JUMP : 'jump' ;

// Words that begin a definition.
MISSION : 'mission' ; SOURCE : 'source' ; SCHEMA : 'schema' ; TRANSFORM : 'transform' ; ACTION : 'action' ;
FUNCTION : 'function' ; IMPORT : 'import' ; DATASET : 'dataset' ; SCHEDULE : 'schedule' ;

// Words with a meaning inside one of these.
FROM : 'from' ; OF : 'of' ; TO : 'to' ; AS : 'as' ; EACH : 'each' ; PARALLEL : 'parallel' ;
CHECKPOINT : 'checkpoint' ; EVERY : 'every' ; CRON : 'cron' ; AT : 'at' ; CONCURRENCY : 'concurrency' ;
ASSUME : 'assume' ; CATCH : 'catch' ; ARRAY : 'array' ; DECIMAL : 'decimal' ;

// Words of expressions.
IF : 'if' ; ANY : 'any' ; TRY : 'try' ; NOT : 'not' ; TRUE : 'true' ; FALSE : 'false' ; NULL : 'null' ;
AND : 'and' ; OR : 'or' ; IS : 'is' ; IN : 'in' ; CONTAINS : 'contains' ; STARTS_WITH : 'startsWith' ;
ENDS_WITH : 'endsWith' ; WHERE : 'where' ; THEN : 'then' ; ELSE : 'else' ;
