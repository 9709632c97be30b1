using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tollgate.Functional.Sockets;

/// <summary>A TCP connection whose bytes a test writes and reads as they are. What doesn't happen within a minute fails the test.</summary>
internal sealed class RawConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly CancellationTokenSource _guard = new(TimeSpan.FromMinutes(1), TimeProvider.System);
    private readonly List<byte> _received = [];

    /// <summary>Called for every head that was read.</summary>
    public Action OnHead { get; set; } = static () => { };

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, CancellationToken.None);
        return new RawConnection(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, _guard.Token);

    /// <summary>A status or request line and its header fields, up to the empty line.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = await ReadThroughAsync("\r\n\r\n");
        OnHead();
        return head;
    }

    public async Task<string> ReadThroughAsync(string end)
    {
        var mark = Encoding.Latin1.GetBytes(end);
        int index;
        while ((index = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received).IndexOf(mark)) < 0)
        {
            Assert.True(await ReceiveAsync() > 0, $"The connection closed before '{end}'; it said: {Encoding.Latin1.GetString([.. _received])}");
        }

        return Take(index + mark.Length);
    }

    public async Task<string> ReadAsync(int count)
    {
        while (_received.Count < count)
        {
            Assert.True(await ReceiveAsync() > 0, "The connection closed early.");
        }

        return Take(count);
    }

    /// <summary>Everything until the other side closes or resets.</summary>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            while (await ReceiveAsync() > 0)
            {
            }
        }
        catch (IOException)
        {
        }

        return Take(_received.Count);
    }

    /// <summary>Closes with a reset instead of an orderly end.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _stream.Dispose();
        _guard.Dispose();
    }

    private async Task<int> ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var read = await _stream.ReadAsync(buffer, _guard.Token);
        _received.AddRange(buffer.AsSpan(0, read));
        return read;
    }

    private string Take(int count)
    {
        var text = Encoding.Latin1.GetString([.. _received[..count]]);
        _received.RemoveRange(0, count);
        return text;
    }
}
