using System.Runtime.InteropServices;
using ServerlessRegistry.Benchmarks.Performance.Starts;
using ServerlessRegistry.Benchmarks.Runs;

if (args is [EmptyApp.Argument, .. var ofTheApp])
{
    await EmptyApp.RunAsync(ofTheApp);
    return 0;
}

// However it is asked to end, it ends what it has started.
using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await RunCatalog.RunAsync(args, Console.Out, Console.Error, stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
