using System.Net;
using System.Text;
using System.Threading.Channels;

namespace Tollgate.Hosting.Azure.Tests.Dispatching;

/// <summary>A request body that is sent piece by piece while the answer is read.</summary>
internal sealed class DuplexContent : HttpContent
{
    private readonly Channel<string> _parts = Channel.CreateUnbounded<string>();

    public ValueTask SendAsync(string part) => _parts.Writer.WriteAsync(part);

    public void Finish() => _parts.Writer.Complete();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        await foreach (var part in _parts.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(part));
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
