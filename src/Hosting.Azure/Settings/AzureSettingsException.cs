namespace Tollgate.Hosting.Azure.Settings;

/// <summary>App settings are missing or malformed: the app can't start.</summary>
public sealed class AzureSettingsException : Exception
{
    internal AzureSettingsException(string module, IReadOnlyList<string> faults)
        : base($"The app of module '{module}' can't start:{Environment.NewLine}{string.Join(Environment.NewLine, faults.Select(fault => "- " + fault))}") =>
        Faults = faults;

    /// <summary>One sentence per setting: its name, what is wrong with it and how to set it. Never a secret.</summary>
    public IReadOnlyList<string> Faults { get; }
}
