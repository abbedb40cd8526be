// Compiled into the addon of tfjs-node.
//
// TensorFlow's fastest matrix products (oneDNN, AVX-512) do not survive a signal whose handler runs on
// their thread: the heap is broken afterwards, and the process ends soon. A child process that ends
// is such a signal. So the thread that loads TensorFlow, and with it the threads that TensorFlow
// starts, leave all signals that can wait to Node's other threads. SIGPROF is not among them: a
// profiler samples this very thread.
#include <pthread.h>
#include <signal.h>

#include <initializer_list>

namespace {

struct BlockSignals {
  BlockSignals() {
    sigset_t waiting;
    sigemptyset(&waiting);
    for (int signal : {SIGCHLD, SIGWINCH, SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM,
                       SIGCONT, SIGURG, SIGIO}) {
      sigaddset(&waiting, signal);
    }
    pthread_sigmask(SIG_BLOCK, &waiting, nullptr);
  }
} block_signals;

}  // namespace
