// Import this before anything that loads TensorFlow: the library reads it once, while it loads.
process.env.TF_NUM_INTRAOP_THREADS = "1";

export {};
