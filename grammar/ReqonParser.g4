// The mission language (language.md). Shaped so that one token decides everywhere: expressions are flat lists of
// operators (build-expressions.ts applies precedence), and compiler/syntax/context.ts gives each word and sign the role
// it has at its place, just before the parser decides on it. No rule needs more than one token of lookahead.
parser grammar ReqonParser;

options { tokenVocab = ReqonLexer; superClass = ContextParser; }

@header { import { ContextParser } from "../context.js"; }

// ---- Files and definitions (language.md 2 to 5)

file       : ( ( mission | member ) ','? )* EOF ;
mission    : 'mission' id=NAME '{' ( member ','? )* '}' ;
member     : sourceDef | storeDef | schemaDef | transformDef | actionDef | functionDef | importDef | datasetDef
           | pipeline | schedule | option ;

option     : key=( NAME | STRING ) ':' value UNIT? options? ;
options    : ATTACHED ( option ','? )* '}' ;

sourceDef  : 'source' id=NAME ( 'from' STRING )? options? ;
storeDef   : 'store' id=NAME ':' ( matchExpr | storeType ) ;
storeType  : id=NAME ( CALL ( STRING ( ',' object? )? )? ')' )? ( 'of' of=NAME )? ;
schemaDef  : 'schema' id=NAME ( 'from' document=NAME '.' component=NAME )? objectType ;
transformDef : 'transform' id=NAME ( ( ':' from=NAME )? '->' target=NAME object | '{' ( variant ','? )* '}' ) ;
variant    : '(' schema=NAME ')' ( 'where' expr )? '->' target=NAME object ;
actionDef  : 'action' id=NAME '{' ( 'concurrency' ':' NUMBER ','? )? ( step ','? )* '}' ;
functionDef : 'function' id=NAME '(' ( parameter ( ',' parameter? )* )? ')' ':' type ;
parameter  : id=NAME ':' type ;
importDef  : 'import' ( NAME | '{' NAME ( ',' NAME? )* '}' ) 'from' STRING ;
datasetDef : 'dataset' id=NAME '{' ( datasetEntry ','? )* '}' ;
datasetEntry : id=NAME ':' NUMBER 'of' schema=NAME ;
pipeline   : 'run' stage ( 'then' stage )* ;
stage      : ( NAME | '[' NAME ( ',' NAME? )* ']' ) ( 'if' expr )? ;
schedule   : 'schedule' ':' ( 'every' ( NUMBER UNIT? | DURATION ) | 'cron' STRING | 'at' STRING ) options? ;

// ---- Types (language.md 5)

type       : typePost ( '|' typePost )* ;
typePost   : typePrim ( BRACKETS ']' )* '?'? ;
typeTest   : typePrim ( BRACKETS ']' )* ;
typePrim   : 'array' '<' type '>' | 'decimal' '(' NUMBER ')' | NAME | STRING | NUMBER | objectType | '(' type ')' ;
objectType : '{' ( typeField ','? )* '}' ;
typeField  : '...' NAME | key=( NAME | STRING ) ':' type ;

// ---- Steps (language.md 6)

block      : '{' ( step ','? )* '}' ;
step       : request | callStep | forStep | mapStep | applyStep | validateStep | storeStep | removeStep | clearStep
           | matchStep | letStep | waitStep | runStep | authorizeStep | directive | customStep ;

request    : method=( 'get' | 'post' | 'put' | 'patch' | 'delete' | 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' )
             source=SOURCE_NAME? expr ( 'from' from=NAME )? options? ;
callStep   : 'call' source=NAME '.' operation=( NAME | STRING ) options? ;
forStep    : 'for' variable=NAME 'in' expr ( 'where' expr )? 'parallel'? ( 'checkpoint' 'every' NUMBER )? block ;
mapStep    : 'map' expr '->' target=NAME fields? ;
fields     : ATTACHED ( property ','? )* '}' ;
applyStep  : 'apply' id=NAME 'to' expr ( 'as' variable=NAME )? ;
validateStep : 'validate' expr? ATTACHED ( assumption ','? )* '}' ( 'or' ( directive | block ) )? ;
assumption : 'assume' expr STRING? ;
storeStep  : 'store' 'each'? value '->' id=NAME options? ;
removeStep : REMOVE id=NAME '[' value ']' ;
clearStep  : 'clear' id=NAME ;
letStep    : 'let' id=NAME '=' value ;
waitStep   : 'wait' options ;
runStep    : 'run' id=NAME ;
authorizeStep : 'authorize' id=NAME object ;
customStep : id=NAME options ;

// ---- Match (language.md 7)

matchStep  : 'match' ( ATTACHED ( conditionArm ','? )* '}' | expr ATTACHED ( arm ','? )* '}' ) catchArms? ;
catchArms  : 'catch' '{' ( arm ','? )* '}' ;
arm        : pattern ( 'where' expr )? '->' ( step | block ) ;
conditionArm : expr ( 'where' expr )? '->' ( step | block ) ;
directive  : 'continue' | 'skip' | 'abort' | ABORT_WITH expr | 'retry' options? | 'queue' id=NAME options?
           | 'jump' id=NAME ( 'then' then=( 'retry' | 'continue' ) )? ;
matchExpr  : 'match' ( ATTACHED ( conditionValueArm ','? )* '}' | expr ATTACHED ( valueArm ','? )* '}' ) ;
valueArm   : pattern ( 'where' expr )? '=>' value ;
conditionValueArm : expr ( 'where' expr )? '=>' value ;
pattern    : literal ( '|' literal )* | NAME ( ACCESS NAME )* | '{' ( patternField ','? )* '}'
           | '[' ( pattern ( ',' pattern? )* )? ']' ;
patternField : key=( NAME | STRING ) ( ':' pattern )? ;
literal    : STRING | '-'? NUMBER | 'true' | 'false' | 'null' ;

// ---- Expressions (language.md 10): prefixes bind what follows as far as their precedence reaches

value      : expr ( 'where' expr )* ;
expr       : unary ( operator unary | 'is' typeTest | '|' NAME arguments? | '?' expr ':' unary )* ;
operator   : '??' | 'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'contains' | 'startsWith'
           | 'endsWith' | '..' | '+' | MINUS | '*' | '/' | '%' | ANY_WHERE ;
unary      : prefix* ( NAME arguments? | '.' NAME arguments? | STRING | NUMBER | DURATION | 'true' | 'false' | 'null'
           | '(' value ')' | object | list | matchExpr | attempts ) suffix* ;
prefix     : '-' | '!' | 'not' | 'any' 'of' | 'if' expr 'then' expr 'else' ;
suffix     : ACCESS NAME arguments? | INDEX value ']' ;
arguments  : CALL ( argument ( ',' argument? )* )? ')' ;
argument   : lambda | value ;
lambda     : ( PARAMETER | PARAMETERS NAME ( ',' NAME? )* ')' ) '=>' argument ;
attempts   : 'try' '{' ( value ( ',' value? )* )? '}' ;
list       : '[' ( item ( ',' item? )* )? ']' ;
item       : '...'? value ;
object     : '{' ( property ','? )* '}' ;
property   : '...' value | key=( NAME | STRING ) ':' value ;

// A {…} of a request path.
interpolation : value EOF ;
