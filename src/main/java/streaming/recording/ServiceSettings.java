package streaming.recording;

import streaming.recording.config.Settings;
import streaming.recording.database.DatabaseSettings;
import streaming.recording.event.StreamServiceSettings;
import streaming.recording.event.WebhookSettings;
import streaming.recording.health.DiskSettings;
import streaming.recording.http.HttpSettings;
import streaming.recording.join.JoinSettings;
import streaming.recording.join.LiveJoinSettings;
import streaming.recording.lease.LeaseSettings;
import streaming.recording.log.LogSettings;
import streaming.recording.queue.QueueSettings;
import streaming.recording.receiver.ReceiverSettings;
import streaming.recording.receiver.VodSettings;
import streaming.recording.segment.CaptureSettings;
import streaming.recording.storage.BackupSettings;
import streaming.recording.storage.RetentionSettings;
import streaming.recording.storage.StorageSettings;

/** All settings, one record a subject; each record stands beside the beans that use it. */
record ServiceSettings(
        DatabaseSettings database,
        StorageSettings storage,
        HttpSettings http,
        WebhookSettings webhook,
        StreamServiceSettings streamService,
        CaptureSettings capture,
        DiskSettings disk,
        JoinSettings join,
        LiveJoinSettings liveJoin,
        ReceiverSettings receivers,
        VodSettings vod,
        BackupSettings backup,
        RetentionSettings retention,
        LeaseSettings lease,
        LogSettings log,
        QueueSettings queues) {

    /** @throws Settings.Wrong for the first setting that cannot be read */
    static ServiceSettings from(Settings settings) {
        StorageSettings storage = StorageSettings.from(settings);
        return new ServiceSettings(
                DatabaseSettings.from(settings),
                storage,
                HttpSettings.from(settings),
                WebhookSettings.from(settings),
                StreamServiceSettings.from(settings),
                CaptureSettings.from(settings),
                DiskSettings.from(settings),
                JoinSettings.from(settings),
                LiveJoinSettings.from(settings),
                ReceiverSettings.from(settings),
                VodSettings.from(settings),
                BackupSettings.from(settings, storage),
                RetentionSettings.from(settings),
                LeaseSettings.from(settings),
                LogSettings.from(settings),
                QueueSettings.from(settings));
    }
}
