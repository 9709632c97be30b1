namespace Tollgate.Inventory.Stock;

/// <summary>
/// Lets one change of a product at a time through in this process: without it, a thousand buyers of the same product would spend their
/// time on losing to each other. Other processes are met by conditional writes. Products share gates; nobody ever waits at two.
/// </summary>
internal sealed class StockGates : IDisposable
{
    private const int Count = 64;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    public async ValueTask<Pass> EnterAsync(string partition, CancellationToken cancellationToken)
    {
        var gate = _gates[(uint)StringComparer.Ordinal.GetHashCode(partition) % Count];
        await gate.WaitAsync(cancellationToken);
        return new Pass(gate);
    }

    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }
    }

    /// <summary>Opens the gate for the next one when it is disposed.</summary>
    internal readonly struct Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
