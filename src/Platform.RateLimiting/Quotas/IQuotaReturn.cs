namespace Platform.RateLimiting.Quotas;

/// <summary>What quotas counted for one call, and can count no more.</summary>
internal interface IQuotaReturn
{
    /// <summary>Gives it back, in the windows in which it was counted. Called once at most.</summary>
    void GiveBack();
}
