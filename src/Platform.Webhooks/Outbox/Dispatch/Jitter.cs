using System.Security.Cryptography;

namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>Random numbers that spread retries. A test replaces it.</summary>
internal class Jitter
{
    private const int Steps = 1 << 20;

    /// <summary>From 0 up to but not 1.</summary>
    public virtual double Next() => RandomNumberGenerator.GetInt32(Steps) / (double)Steps;
}
