using System.Runtime.InteropServices;

namespace Tollgate.Local;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks to drain, the second to stop waiting for requests, and a third ends the process on the spot.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() =>
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    public CancellationToken Drain => _drain.Token;

    public CancellationToken Abort => _abort.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _drain.Dispose();
        _abort.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = !_abort.IsCancellationRequested;
        (_drain.IsCancellationRequested ? _abort : _drain).Cancel();
    }
}
