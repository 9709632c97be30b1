using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tollgate.Functional.Forwarding;

/// <summary>An ordinary HTTP client of one protocol, which leaves answers as they are.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2), TimeProvider.System);
    private readonly Uri _url;
    private readonly Version _version;

    public Client(Uri url, HttpProtocols protocol)
    {
        _url = url;
        _version = protocol == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
    }

    public CancellationToken Deadline => _deadline.Token;

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, HttpContent? content, Action<HttpRequestMessage>? adjust = null)
    {
        var request = new HttpRequestMessage(method, _url) { Content = content, Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        adjust?.Invoke(request);
        return _invoker.SendAsync(request, Deadline);
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _deadline.Dispose();
    }
}

/// <summary>A body that a test writes word by word.</summary>
internal sealed class PushContent : HttpContent
{
    private readonly Channel<string> _words = Channel.CreateUnbounded<string>();

    public ValueTask PushAsync(string word, CancellationToken cancellationToken) => _words.Writer.WriteAsync(word, cancellationToken);

    public void Complete() => _words.Writer.TryComplete();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync(CancellationToken.None);
        await foreach (var word in _words.Reader.ReadAllAsync(CancellationToken.None))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(word), CancellationToken.None);
            await stream.FlushAsync(CancellationToken.None);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

/// <summary>A source without a length, so that HTTP/1.1 sends it in chunks.</summary>
internal sealed class ChunkedStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}

/// <summary>So many zeros, made as they are read.</summary>
internal sealed class ZeroStream(long length) : Stream
{
    private long _left = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = (int)Math.Min(count, _left);
        _left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
