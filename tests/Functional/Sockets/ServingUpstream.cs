namespace Tollgate.Functional.Sockets;

/// <summary>A server that treats every connection alike, byte by byte, for as long as the test lasts.</summary>
internal sealed class ServingUpstream : IAsyncDisposable
{
    private readonly RawUpstream _inner = new();
    private readonly Task _serving;
    private readonly List<Task> _connections = [];
    private int _requests;
    private int _closed;

    public ServingUpstream(Func<RawConnection, Task> serve) => _serving = ServeAsync(serve);

    public Uri Url => _inner.Url;

    /// <summary>How many requests came so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many connections ended so far.</summary>
    public int Closed => Volatile.Read(ref _closed);

    /// <summary>Reads the head of each request, answers it with this text and closes.</summary>
    public static ServingUpstream Answering(string response) => new(async connection =>
    {
        await connection.ReadHeadAsync();
        await connection.SendAsync(response.Insert(response.IndexOf("\r\n", StringComparison.Ordinal), "\r\nConnection: close"));
        connection.EndSending();
        await connection.ReadToEndAsync();
    });

    /// <summary>Reads the head of each request and closes with a reset.</summary>
    public static ServingUpstream Resetting() => new(async connection =>
    {
        await connection.ReadHeadAsync();
        connection.Reset();
    });

    /// <summary>Reads the head of each request and keeps silent.</summary>
    public static ServingUpstream Silent() => new(async connection =>
    {
        await connection.ReadHeadAsync();
        await connection.ReadToEndAsync();
    });

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await _serving;
    }

    private async Task ServeAsync(Func<RawConnection, Task> serve)
    {
        // Ends with the listener: the connections that are left end with their clients.
        await foreach (var connection in _inner.ConnectionsAsync())
        {
            _connections.Add(ServeOneAsync(connection, serve));
        }
    }

    private async Task ServeOneAsync(RawConnection connection, Func<RawConnection, Task> serve)
    {
        using (connection)
        {
            try
            {
                connection.OnHead = () => Interlocked.Increment(ref _requests);
                await serve(connection);
            }
            catch (Exception exception) when (exception is IOException or Xunit.Sdk.XunitException or ObjectDisposedException or OperationCanceledException)
            {
                // The gateway closed the connection, as clients do.
            }

            Interlocked.Increment(ref _closed);
        }
    }
}
