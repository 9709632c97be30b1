namespace Tollgate.Local.Tests.Processes;

/// <summary>The lines that a process writes, as they come.</summary>
internal sealed class LineLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = NewSignal();

    public LineLog(TextReader reader) => Completion = ReadAsync(reader);

    public Task Completion { get; }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The first line that fits, now or later; null when the process ended without one.</summary>
    public async Task<string?> FirstAsync(Predicate<string> fits)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_lines.Find(fits) is { } line)
                {
                    return line;
                }

                more = _more.Task;
            }

            if (Completion.IsCompleted)
            {
                return Lines.FirstOrDefault(line => fits(line));
            }

            await Task.WhenAny(more, Completion);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(TextReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                _lines.Add(line);
                _more.TrySetResult();
                _more = NewSignal();
            }
        }
    }
}
