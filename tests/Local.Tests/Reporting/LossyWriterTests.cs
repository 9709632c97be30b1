using Microsoft.Extensions.Logging;
using Tollgate.Local.Logs;
using Tollgate.Local.Reporting;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Reporting;

public sealed class LossyWriterTests
{
    [Fact]
    public void Who_logs_while_the_disk_is_full_goes_on_and_is_heard_again_once_there_is_room()
    {
        using var disk = new Disk { IsFull = true };
        using var messages = new LossyWriter(disk);
        using var provider = new PlainTextProvider(messages, new ManualClock());
        var logger = provider.CreateLogger("Tollgate.Local");

        logger.Log(LogLevel.Warning, 0, "lost", null, static (text, _) => text);
        disk.IsFull = false;
        logger.Log(LogLevel.Warning, 0, "kept", null, static (text, _) => text);

        Assert.Equal($"12:00:00.000 warn  Tollgate.Local: kept{Environment.NewLine}", disk.ToString());
    }

    private sealed class Disk : StringWriter
    {
        public bool IsFull { get; set; }

        public override void WriteLine(string? value)
        {
            if (IsFull)
            {
                throw new IOException("No space left on device.");
            }

            base.WriteLine(value);
        }
    }
}
