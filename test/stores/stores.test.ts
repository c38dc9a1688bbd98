// Stores in memory, on disk, and over the sample adapter do all that a store must do.
import { contract } from "./contract.js";
import { documentAdapter } from "./documents.js";
import { adapted, files, memories } from "./kinds.js";

const documents = adapted("nosql", documentAdapter());
const inMemory = memories();
const onDisk = files();

contract("memory", () => inMemory);
contract("file", () => onDisk);
contract("nosql (the sample adapter)", () => documents);
