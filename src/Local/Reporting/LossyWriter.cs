using System.Text;

namespace Tollgate.Local.Reporting;

/// <summary>
/// Messages for people, which are lost where they can't be written: standard error may be a file on a disk that is full, and whoever says something there is
/// often about to deal with just that.
/// </summary>
internal sealed class LossyWriter(TextWriter output) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value) => Try(static (output, text) => output.Write(text), value);

    public override void WriteLine(string? value) => Try(static (output, text) => output.WriteLine(text), value);

    private void Try(Action<TextWriter, string?> write, string? text)
    {
        try
        {
            write(output, text);
        }
        catch (IOException)
        {
            // There is nowhere left to say so.
        }
    }
}
