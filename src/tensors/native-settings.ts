import "./node-shim.cjs";

// Read by the native library while it loads, hence before the import in tensorflow.ts. 3 = errors only.
process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
