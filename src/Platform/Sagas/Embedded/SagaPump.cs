namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>
/// Runs a saga's code on one thread, until it waits. A continuation that comes from elsewhere means that the code awaited something
/// outside its context: it is dropped, since a replay would not have it.
/// </summary>
internal sealed class SagaPump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private volatile int _thread = -1;
    private volatile bool _strayed;

    /// <summary>Whether the code went on from something that its context didn't give.</summary>
    public bool Strayed => _strayed;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_thread == Environment.CurrentManagedThreadId)
        {
            _ready.Enqueue((d, state));
        }
        else
        {
            _strayed = true;
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A saga's code runs on one thread.");

    public override SynchronizationContext CreateCopy() => this;

    public void Run(Action first)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            first();
            while (_ready.TryDequeue(out var ready))
            {
                ready.Callback(ready.State);
            }
        }
        finally
        {
            _thread = -1;
            SetSynchronizationContext(outer);
        }
    }
}
